//! Preprocessing in PyTorch's words, for the exported program. It computes in double precision, as the core does.
