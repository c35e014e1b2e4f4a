// QEMUBuilder
