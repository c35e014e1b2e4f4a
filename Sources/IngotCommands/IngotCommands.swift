// IngotCommands
