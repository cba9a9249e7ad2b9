"""The departments a window asks for help (协办部门), and the office of each in this place.

Words: department (the kind: 医疗保障局), unit (本地单位: the office that does its work for one
division, with the phone somebody answers). Who leads a scheme and who assists is national content
(`intents/departments.yaml`) by default; a unit says otherwise for its own division. Units are dated:
a change of who does what is a new row, so that an earlier case still names who was asked then.
Knows nothing of cases. Nothing personal is kept: a duty phone belongs to the office.
"""
