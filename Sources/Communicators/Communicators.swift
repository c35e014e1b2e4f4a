// Communicators
