//! The dypnsapi cloud API: three actions, their signatures, a client.
