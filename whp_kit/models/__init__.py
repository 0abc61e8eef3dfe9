"""One base model in its roles, its adapters, and the machine it runs on."""
