// BootCommand
