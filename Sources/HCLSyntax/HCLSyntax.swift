// HCLSyntax
