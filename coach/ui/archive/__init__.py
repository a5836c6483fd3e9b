"""The archive's page: queue, item, weekly round, insights, text blocks, import and settings."""
