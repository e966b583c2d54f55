"""The pages of the line: phone, door and wall."""
