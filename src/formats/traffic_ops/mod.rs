//! API bodies of Traffic Ops 5.0, 4.x and 3.x, and CDN-in-a-Box's folders.
