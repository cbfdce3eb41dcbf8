//! PhoneServer: the H5 SDK flow as a state machine, with its gateway client.
