"""One base model in its roles, its adapters, and the machine it runs on.

In reading order:
names     the names of the roles
config    a model folder or hub name, and its configuration, before any weight is read
          (config_values: which values it may have)
gguf, packages, merged
          model folders that are made once: of a GGUF file, of a package, of an adapter and its base
context   how many tokens a model reads, and how many a text has, from its folder alone
machine   device and dtype with the reason, seeds, versions, peak memory, commit
memory    how much memory a fine-tune needs, and whether that fits
tokenizer what stands around a text, and padding, as the method needs them
pretrained
          what transformers and peft load, with errors for what is damaged or would run code
load      load a base model in 4 bits, 8 bits or neither
roles     answer as the baseline, the reinforced or the unlearned model
inner_layers
          a decoder's layers, and what the base makes of their states
adapters  make, save, load and merge LoRA adapters
doctor    examine this machine and the presets
digest    a digest of what a role computes
chat      ask a chat model (chat_template: what stands around a prompt)
passages  what a model writes by itself from short openings (kept_passages: those worth keeping)
"""
