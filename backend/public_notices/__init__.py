"""Public notices (公示): what the law has shown in the village, and nothing else, until its last day.

Words: notice, last day, taking down. What is shown is an allow list: the applicant's name, how many
people, the amount, and what places it: village, scheme, days, complaint phone (民发〔2021〕57号第二十四条).
Refused: schemes and ways that have no notice (children, small urgent aid), applicants under 18,
households somebody in may hurt. The address of a notice cannot be guessed and stands on no list of
ours; search engines are told to leave; there is no file. After the last day, and as soon as the case
stops, the page says that it is over (410); the day after, what was shown is erased.
"""
