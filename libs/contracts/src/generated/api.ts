// Generated from docs/openapi.json; change the controllers instead.
export interface paths {
    "/pipelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List pipelines, newest first */
        get: operations["listPipelines"];
        put?: never;
        /** Create a pipeline, and start it with `run: true` */
        post: operations["createPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judge a definition; without inputs, as far as it can be judged */
        post: operations["validatePipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Order, parallel groups, bindings, time and cost; nothing is run or spent */
        post: operations["planPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A pipeline with its steps, progress and outputs so far */
        get: operations["getPipeline"];
        put?: never;
        post?: never;
        /** Forget a pipeline that does not run; its artifacts stay */
        delete: operations["deletePipeline"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a pending pipeline, or go on with a paused one; one that runs is left alone */
        post: operations["runPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let what runs finish, and begin nothing more until it is run again */
        post: operations["pausePipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a pipeline; what it made is kept */
        post: operations["cancelPipeline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The steps of a pipeline */
        get: operations["listSteps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}/steps/{step_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A step with a page of its tasks */
        get: operations["getStep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pipelines/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events after the last one seen; the same address as a WebSocket goes on live */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ready-made pipelines */
        get: operations["listTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/templates/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One ready-made pipeline */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/step-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of steps, with their config and ports */
        get: operations["listStepTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes; Range requests are honoured */
        get: operations["getArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/{digest}/recipe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How it was made */
        get: operations["getRecipe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the gateway can do its work; 503 when it cannot
         * @description Needs no API key; without one only the status is told.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        CreatePipelineDto: {
            /** @description Pipeline definition, as an object or as JSON or YAML text. Either this or `template`. */
            definition?: {
                [key: string]: unknown;
            } | string;
            /**
             * @description Name of a template, see GET /templates.
             * @example complete_video_production
             */
            template?: string;
            /** @description Values for the inputs the definition declares. */
            inputs?: {
                [key: string]: unknown;
            };
            /** @description The same definition, inputs and seed give the same result. Unset: the input named seed, or a random one. */
            seed?: number;
            /**
             * @description Start it at once.
             * @default false
             */
            run?: boolean;
        };
        FailureDto: {
            /**
             * @description Stable code.
             * @example invalid_input
             */
            code: string;
            /** @description What happened and where. */
            message: string;
            /** @description What you can do. */
            hint: string;
        };
        StepDto: {
            id: string;
            step_type: string;
            step_order: number;
            /** @enum {string} */
            status: "pending" | "running" | "completed" | "failed" | "skipped";
            /** @description 0 to 1, never falling. */
            progress: number;
            /** @description Tasks known so far. */
            tasks: number;
            tasks_done: number;
            tasks_failed: number;
            tasks_skipped: number;
            tasks_running: number;
            provider: string;
            model: string;
            /** @description Milliseconds of work, summed over the tasks. */
            work_ms: number;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: components["schemas"]["FailureDto"];
        };
        OutputDto: {
            step_id: string;
            task_id: string;
            /** @description Output port of the step. */
            port: string;
            /** @enum {string} */
            type: "image" | "video" | "audio" | "text" | "json";
            /** @description Where to fetch it, relative to this server. */
            url: string;
            /** @description SHA-256 of the bytes. */
            digest: string;
            /** @example video/mp4 */
            mime: string;
            bytes: number;
            /** @description width, height, durationSec, fps */
            facts?: {
                [key: string]: unknown;
            };
        };
        PipelineDto: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "pending" | "running" | "paused" | "cancelling" | "cancelled" | "completed" | "failed";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            current_step?: string;
            error?: components["schemas"]["FailureDto"];
            seed: number;
            /** @description 0 to 1. */
            progress: number;
            /** @description Seconds until it is done, estimated. */
            eta_seconds?: number;
            failed_step?: string;
            inputs: {
                [key: string]: unknown;
            };
            definition: {
                [key: string]: unknown;
            };
            steps: components["schemas"]["StepDto"][];
            /** @description Everything made so far, at most 500. */
            outputs: components["schemas"]["OutputDto"][];
            /** @description Ids of the steps whose outputs are delivered. */
            output_steps: string[];
            /** @description Delivered files by step, on the machine that runs the workers; set once completed. */
            files?: {
                [key: string]: string[];
            };
        };
        DefinitionProblemDto: {
            /** @example missing_input */
            code: string;
            /** @example steps[2].config.prompt */
            path: string;
            message: string;
            hint: string;
        };
        ProblemDto: {
            /**
             * @description Stable code as a relative URI.
             * @example /problems/not_found
             */
            type: string;
            title: string;
            status: number;
            /** @description What happened, where, and what to do. */
            detail: string;
            /**
             * @description Stable code.
             * @example not_found
             */
            code: string;
            problems?: components["schemas"]["DefinitionProblemDto"][];
        };
        PipelineRequestDto: {
            /** @description Pipeline definition, as an object or as JSON or YAML text. Either this or `template`. */
            definition?: {
                [key: string]: unknown;
            } | string;
            /**
             * @description Name of a template, see GET /templates.
             * @example complete_video_production
             */
            template?: string;
            /** @description Values for the inputs the definition declares. */
            inputs?: {
                [key: string]: unknown;
            };
            /** @description The same definition, inputs and seed give the same result. Unset: the input named seed, or a random one. */
            seed?: number;
        };
        ValidationDto: {
            valid: boolean;
            problems: components["schemas"]["DefinitionProblemDto"][];
        };
        PlannedStepDto: {
            id: string;
            step_type: string;
            /** @description Absent when only known while it runs. */
            tasks?: number;
            provider: string;
            model: string;
            /** @description Why this provider and model. */
            why: string;
            /** @enum {string} */
            resource: "gpu" | "cpu" | "remote";
            depends_on: string[];
            /** @description Seconds from the start. */
            start_seconds: number;
            /** @description Seconds from the start. */
            end_seconds: number;
            /** @description Millionths of a dollar; absent when the price is unknown. */
            cost_micro_dollars?: number;
            config: {
                [key: string]: unknown;
            };
        };
        BindingDto: {
            step: string;
            field: string;
            /** @example steps.keyframe.image */
            source: string;
            /** @enum {string} */
            how: "explicit" | "input" | "alias" | "media" | "inherited";
        };
        PlanDto: {
            name: string;
            seed: number;
            /** @description In the order they run. */
            steps: components["schemas"]["PlannedStepDto"][];
            /** @description Steps that can run at the same time. */
            groups: string[][];
            /** @description The steps that decide when it is done. */
            critical_path: string[];
            /** @description Estimated seconds. */
            seconds: number;
            /** @description Sum of the known prices, in millionths of a dollar. */
            cost_micro_dollars: number;
            /** @description Steps whose price is unknown. */
            unpriced: string[];
            /** @description Steps whose number of tasks is only known while it runs. */
            uncounted: string[];
            /** @description Every connection the planner made. */
            bindings: components["schemas"]["BindingDto"][];
        };
        PipelineSummaryDto: {
            id: string;
            name: string;
            /** @enum {string} */
            status: "pending" | "running" | "paused" | "cancelling" | "cancelled" | "completed" | "failed";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            current_step?: string;
            error?: components["schemas"]["FailureDto"];
        };
        PipelineListDto: {
            items: components["schemas"]["PipelineSummaryDto"][];
            total: number;
        };
        TaskDto: {
            /** @example animate[3] */
            id: string;
            /** @enum {string} */
            status: "waiting" | "ready" | "running" | "retrying" | "done" | "skipped" | "failed" | "cancelled";
            seed: number;
            /** @description Attempts that failed. */
            failed_attempts: number;
            worker?: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: components["schemas"]["FailureDto"];
            outputs: components["schemas"]["OutputDto"][];
        };
        StepDetailDto: {
            id: string;
            step_type: string;
            step_order: number;
            /** @enum {string} */
            status: "pending" | "running" | "completed" | "failed" | "skipped";
            /** @description 0 to 1, never falling. */
            progress: number;
            /** @description Tasks known so far. */
            tasks: number;
            tasks_done: number;
            tasks_failed: number;
            tasks_skipped: number;
            tasks_running: number;
            provider: string;
            model: string;
            /** @description Milliseconds of work, summed over the tasks. */
            work_ms: number;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: components["schemas"]["FailureDto"];
            /** @description A page of its tasks. */
            items: components["schemas"]["TaskDto"][];
        };
        EventDto: {
            /** @example 1700000000000-0 */
            id: string;
            /** @example step_progress */
            type: string;
            pipeline_id: string;
            data: {
                [key: string]: unknown;
            };
        };
        EventListDto: {
            items: components["schemas"]["EventDto"][];
            /** @description Older events were dropped: look at the pipeline again. */
            gap: boolean;
        };
        TemplateInputDto: {
            name: string;
            /** @enum {string} */
            type: "string" | "number" | "boolean" | "list" | "image" | "video" | "audio";
            required: boolean;
            /** @description Value when none is given. */
            default?: {
                [key: string]: unknown;
            };
            enum?: (string | number)[];
            min?: number;
            max?: number;
            description?: string;
        };
        TemplateDto: {
            name: string;
            description: string;
            inputs: components["schemas"]["TemplateInputDto"][];
            definition: {
                [key: string]: unknown;
            };
        };
        StepTypeDto: {
            type: string;
            title: string;
            summary: string;
            /** @enum {string} */
            resource: "gpu" | "cpu" | "remote";
            /** @description JSON Schema of its config. */
            config: {
                [key: string]: unknown;
            };
            inputs: {
                [key: string]: unknown;
            };
            outputs: {
                [key: string]: unknown;
            };
        };
        HealthDto: {
            /** @enum {string} */
            status: "ok" | "degraded";
            version?: string;
            /** @description Data folder of this installation. */
            home?: string;
            /** @enum {string} */
            redis?: "up" | "down";
            /** @description Worker slots by queue. */
            workers?: {
                [key: string]: number;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listPipelines: {
        parameters: {
            query?: {
                offset?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineListDto"];
                };
            };
        };
    };
    createPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePipelineDto"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineDto"];
                };
            };
            /** @description Every problem with the definition and its inputs. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    validatePipeline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PipelineRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidationDto"];
                };
            };
        };
    };
    planPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PipelineRequestDto"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDto"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    deletePipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It still runs. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    runPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is over. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    pausePipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
            /** @description It is over. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    cancelPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listSteps: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepDto"][];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getStep: {
        parameters: {
            query?: {
                offset?: number;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
                step_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepDetailDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Id of the last event seen; 0 for all that are kept. */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventListDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateDto"][];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemplateDto"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    listStepTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepTypeDto"][];
                };
            };
        };
    };
    getArtifact: {
        parameters: {
            query?: {
                /** @description A file name: the browser saves instead of showing. */
                download?: unknown;
            };
            header?: never;
            path: {
                /** @description SHA-256 of the bytes, lower-case hex. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getRecipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description SHA-256 of the bytes, lower-case hex. */
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProblemDto"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthDto"];
                };
            };
        };
    };
}
