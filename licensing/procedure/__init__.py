"""From the end of the investigation to the decision: review, notice, defence, hearing, legal review, discussion, decision, service."""
