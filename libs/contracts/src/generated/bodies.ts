// Generated from docs/openapi.json: JSON Schemas of bodies, without references.
export const bodies = {
  "CreateKeyDto": {
    "type": "object",
    "required": [
      "name",
      "scopes"
    ],
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
      },
      "scopes": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string",
          "enum": [
            "read",
            "run",
            "review",
            "admin"
          ]
        }
      },
      "expires_at": {
        "type": "string",
        "format": "date-time"
      },
      "rate_limit": {
        "type": "object",
        "required": [
          "per_minute"
        ],
        "properties": {
          "per_minute": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000000
          },
          "burst": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000000
          }
        }
      },
      "budget_usd": {
        "type": "number",
        "nullable": true,
        "minimum": 0,
        "maximum": 1000000
      }
    }
  },
  "UpdateKeyDto": {
    "type": "object",
    "properties": {
      "name": {
        "type": "string",
        "minLength": 1,
        "maxLength": 100
      },
      "scopes": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string",
          "enum": [
            "read",
            "run",
            "review",
            "admin"
          ]
        }
      },
      "expires_at": {
        "type": "string",
        "format": "date-time",
        "nullable": true
      },
      "rate_limit": {
        "type": "object",
        "required": [
          "per_minute"
        ],
        "properties": {
          "per_minute": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000000
          },
          "burst": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1000000
          }
        }
      },
      "budget_usd": {
        "type": "number",
        "nullable": true,
        "minimum": 0,
        "maximum": 1000000
      }
    }
  },
  "CreateWebhookDto": {
    "type": "object",
    "required": [
      "url",
      "events"
    ],
    "properties": {
      "url": {
        "type": "string",
        "maxLength": 2000
      },
      "events": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string",
          "enum": [
            "pipeline.completed",
            "pipeline.failed",
            "pipeline.cancelled",
            "pipeline.paused",
            "step.completed",
            "review.waiting",
            "budget.reached"
          ]
        }
      },
      "format": {
        "type": "string",
        "enum": [
          "standard",
          "slack",
          "discord"
        ]
      },
      "description": {
        "type": "string",
        "maxLength": 500
      }
    }
  },
  "UpdateWebhookDto": {
    "type": "object",
    "properties": {
      "url": {
        "type": "string",
        "maxLength": 2000
      },
      "events": {
        "type": "array",
        "minItems": 1,
        "items": {
          "type": "string",
          "enum": [
            "pipeline.completed",
            "pipeline.failed",
            "pipeline.cancelled",
            "pipeline.paused",
            "step.completed",
            "review.waiting",
            "budget.reached"
          ]
        }
      },
      "description": {
        "type": "string",
        "maxLength": 500
      },
      "enabled": {
        "type": "boolean"
      }
    }
  },
  "SetBudgetsDto": {
    "type": "object",
    "properties": {
      "day_usd": {
        "type": "number",
        "nullable": true,
        "minimum": 0,
        "maximum": 1000000
      },
      "month_usd": {
        "type": "number",
        "nullable": true,
        "minimum": 0,
        "maximum": 1000000
      },
      "pipeline_usd": {
        "type": "number",
        "nullable": true,
        "minimum": 0,
        "maximum": 1000000
      },
      "key_usd": {
        "type": "number",
        "nullable": true,
        "minimum": 0,
        "maximum": 1000000
      }
    }
  },
  "SettleRequestDto": {
    "type": "object",
    "required": [
      "billed_usd"
    ],
    "properties": {
      "billed_usd": {
        "type": "number",
        "minimum": 0
      }
    }
  }
} as const;
