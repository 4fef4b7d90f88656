import type { ModelFiles } from './object-info.js';

/** The usual names of the model files that are in use, as a server that has them all would list them. */
export const USUAL_MODELS: ModelFiles = {
  'CLIPLoader.clip_name': ['t5xxl_fp16.safetensors', 'umt5_xxl_fp8_e4m3fn_scaled.safetensors'],
  'AudioEncoderLoader.audio_encoder_name': ['wav2vec2_large_english_fp16.safetensors'],
  'CheckpointLoaderSimple.ckpt_name': [
    'ace_step_v1_3.5b.safetensors',
    'ltx-video-2b-v0.9.5.safetensors',
    'sd_xl_base_1.0.safetensors',
  ],
  'ControlNetLoader.control_net_name': ['controlnet-union-sdxl-1.0-promax.safetensors'],
  'DualCLIPLoader.clip_name1': ['qwen_0.6b_ace15.safetensors', 'clip_l.safetensors'],
  'DualCLIPLoader.clip_name2': ['qwen_4b_ace15.safetensors', 't5xxl_fp16.safetensors'],
  'ImageOnlyCheckpointLoader.ckpt_name': ['svd_xt.safetensors'],
  'LoraLoaderModelOnly.lora_name': [
    'wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors',
    'wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors',
    'wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors',
    'wan2.2_t2v_lightx2v_4steps_lora_v1.1_low_noise.safetensors',
  ],
  'SONICTLoader.sonic_unet': ['none', 'unet.pth'],
  'UNETLoader.unet_name': [
    'acestep_v1.5_turbo.safetensors',
    'flux1-dev.safetensors',
    'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors',
    'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors',
    'wan2.2_s2v_14B_fp8_scaled.safetensors',
    'wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors',
    'wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors',
    'wan2.2_ti2v_5B_fp16.safetensors',
  ],
  'UpscaleModelLoader.model_name': ['RealESRGAN_x4plus.pth'],
  'VAELoader.vae_name': [
    'ace_1.5_vae.safetensors',
    'ae.safetensors',
    'wan_2.1_vae.safetensors',
    'wan2.2_vae.safetensors',
  ],
};
