import { recordedObjectInfo } from './object-info.js';
import type { InputSpec, NodeSchema, ObjectInfo } from './object-info.js';

type Inputs = Record<string, InputSpec>;

const node = (required: Inputs, output: string[], optional: Inputs = {}): NodeSchema => ({
  ...{ input: { required, optional }, output, output_node: false },
});

const resolution: InputSpec = ['INT', { default: 512, min: 64, max: 16384, step: 64 }];
const onOff: InputSpec = [['enable', 'disable'], { default: 'enable' }];

/** Nodes of packs that people add to ComfyUI, as the `INPUT_TYPES` in their sources declare them. */
const CUSTOM_NODES: ObjectInfo = {
  // github.com/smthemex/ComfyUI_Sonic, sonic_node.py
  SONICTLoader: node(
    {
      model: ['MODEL'],
      sonic_unet: [['none']],
      ip_audio_scale: ['FLOAT', { default: 1, min: 0.5, max: 2, step: 0.1 }],
      use_interframe: ['BOOLEAN', { default: true }],
      dtype: [['fp16', 'fp32', 'bf16']],
    },
    ['MODEL_SONIC', 'DTYPE'],
  ),
  SONIC_PreData: node(
    {
      clip_vision: ['CLIP_VISION'],
      vae: ['VAE'],
      audio: ['AUDIO'],
      image: ['IMAGE'],
      weight_dtype: ['DTYPE'],
      min_resolution: ['INT', { default: 512, min: 128, max: 2048, step: 64 }],
      duration: ['FLOAT', { default: 10, min: 1, max: 1e11, step: 0.1 }],
      expand_ratio: ['FLOAT', { default: 0.5, min: 0.1, max: 1, step: 0.1 }],
    },
    ['SONIC_PREDATA'],
  ),
  SONICSampler: node(
    {
      model: ['MODEL_SONIC'],
      data_dict: ['SONIC_PREDATA'],
      seed: ['INT', { default: 0, min: 0, max: 2 ** 31 - 1 }],
      inference_steps: ['INT', { default: 25, min: 1, max: 1024, step: 1 }],
      dynamic_scale: ['FLOAT', { default: 1, min: 0.5, max: 2, step: 0.1 }],
      fps: ['FLOAT', { default: 25, min: 5, max: 120, step: 0.5 }],
    },
    ['IMAGE', 'FLOAT'],
  ),
  // github.com/Fannovel16/ComfyUI-Frame-Interpolation, vfi_models/rife/__init__.py
  'RIFE VFI': node(
    {
      ckpt_name: [['rife40.pth', 'rife46.pth', 'rife47.pth', 'rife49.pth'], { default: 'rife47.pth' }],
      frames: ['IMAGE'],
      clear_cache_after_n_frames: ['INT', { default: 10, min: 1, max: 1000 }],
      multiplier: ['INT', { default: 2, min: 1 }],
      fast_mode: ['BOOLEAN', { default: true }],
      ensemble: ['BOOLEAN', { default: true }],
      scale_factor: [[0.25, 0.5, 1, 2, 4], { default: 1 }],
    },
    ['IMAGE'],
    { optional_interpolation_states: ['INTERPOLATION_STATES'] },
  ),
  // github.com/Fannovel16/comfyui_controlnet_aux, node_wrappers/depth_anything_v2.py, lineart.py, dwpose.py
  DepthAnythingV2Preprocessor: node({ image: ['IMAGE'] }, ['IMAGE'], {
    ckpt_name: [['depth_anything_v2_vitl.pth', 'depth_anything_v2_vits.pth']],
    resolution,
  }),
  LineArtPreprocessor: node({ image: ['IMAGE'] }, ['IMAGE'], { coarse: onOff, resolution }),
  DWPreprocessor: node({ image: ['IMAGE'] }, ['IMAGE', 'POSE_KEYPOINT'], {
    detect_hand: onOff,
    detect_body: onOff,
    detect_face: onOff,
    resolution,
    bbox_detector: [['None', 'yolox_l.torchscript.pt', 'yolox_l.onnx']],
    pose_estimator: [['dw-ll_ucoco_384_bs5.torchscript.pt', 'dw-ll_ucoco_384.onnx', 'dw-ll_ucoco.onnx']],
    scale_stick_for_xinsr_cn: onOff,
  }),
};

/** The nodes of ComfyUI itself, and those of the packs. */
export const wholeObjectInfo = (): ObjectInfo => ({ ...recordedObjectInfo(), ...structuredClone(CUSTOM_NODES) });
