"""What a policy can say: the model of a flow and its contacts, reading them, checking them."""
