"""The shared contract: words, storage, file shapes, questions, parameters and who may see what."""
