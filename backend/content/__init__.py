"""What the service says, and for which place and day.

Words: a *policy text* answers one facet (问的是哪一面) of one scheme (救助项目) in plain words; a
*figure* is a dated value by place that prose shows as `{{id}}`; a *procedure* is the stages,
materials and clocks of one way of handling; a *document* is a registered legal document and a
*source* points at an article of it. `from` is the first day something holds, `until` the last, both
inclusive; an empty `until` means in force. A *never ask* is what nobody may demand of a resident,
with the words by which a demand for it is known (`demands`) and phrases that hold it to them. The
most specific place wins: village, township, county, city, province, nation.

The room reads `policy_texts/` and `intents/` once, at start, and refuses faulty files with file,
line and what to do. It knows nothing of requests, databases, residents or cases, and never decides
whether somebody qualifies. Legal numbers live in figures only, so that one change of a rule is one
change of a file and old days keep their old answers.
"""
