//! Checks the layers, file sizes and provider files of the workspace.
