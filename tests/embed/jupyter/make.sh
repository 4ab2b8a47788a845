#!/bin/sh
# Makes index.html again with the real nbconvert, 7.17.2, which runs the notebook: pip install nbconvert==7.17.2 ipykernel
# The libraries that its template would take from other hosts are left out: nothing in the notebook needs them, and
# tests have no network.
cd "$(dirname "$0")" && jupyter nbconvert --to html --execute --output index.html \
  --HTMLExporter.require_js_url= --HTMLExporter.mathjax_url= \
  --HTMLExporter.jquery_url= --HTMLExporter.jupyter_widgets_base_url= --HTMLExporter.html_manager_semver_range= \
  line.ipynb
