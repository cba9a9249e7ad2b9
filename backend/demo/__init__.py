"""The demo county (汝州市): real divisions, made-up windows and staff, everything marked 示例."""
