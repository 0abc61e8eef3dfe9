"""Studies on top of a run.

ablation  the unlearning without each rule of the labels
sweep     the fine-tune with other settings and seeds
tradeoff  forgotten against kept, from a sweep: rows, picture and page
judge     a chat model as second judge
"""
