"""Public dialogues that training may use (OPEN licences): labels stand here, the texts stay with their publishers."""
