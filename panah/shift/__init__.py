"""The shift leader's room: the day as one picture, the desks, what waits for somebody, alarms."""
