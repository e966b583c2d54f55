"""The pages of this room: setting up a centre, and changing it later."""
