//! Cloud API, H5 gateway and three carriers on a loopback port, true to the protocol.
