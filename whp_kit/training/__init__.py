"""Fine-tuning. Read examples (what a block is trained on), losses, loop (the training loop), then
steps (reinforce, make the labels, unlearn: what notebooks, commands and studies call); whole is for
trainings without an adapter; monitor asks the model while it trains; distributed is for several
processes."""
