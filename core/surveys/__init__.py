"""Surveys (问卷) by anonymous links; what is kept of answers are sealed sums, see `ballots`."""
