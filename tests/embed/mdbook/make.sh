#!/bin/sh
# Makes book/ again with the real mdBook, 0.5.4: cargo install mdbook --version 0.5.4 --no-default-features
# The tests need only what it has made.
cd "$(dirname "$0")" && rm -rf book && mdbook build
