"""Texts of the weekly round and of the insights."""

MEETING: dict[str, dict[str, str]] = {
    # Round
    "round_what": {
        "de": "Sechs Antworten zusammen ansehen, zwei davon erst ohne das Modell, und sich am Ende auf einen Schwerpunkt einigen.",
        "en": "Look at six replies together, at two of them without the model first, and agree on one focus at the end.",
    },
    "round_start": {"de": "Runde beginnen", "en": "Begin a round"},
    "rounds_empty": {
        "de": "Noch keine Runde. „Runde beginnen“ stellt sechs Antworten zusammen.",
        "en": "No round yet. “Begin a round” puts six replies together.",
    },
    "rounds_no_team": {
        "de": "Eine Runde braucht ein Team; die Leitung trägt es in den Einstellungen ein.",
        "en": "A round needs a team; the lead adds it in the settings.",
    },
    "team": {"de": "Team", "en": "Team"},
    "focus_until": {"de": "Schwerpunkt: {name}, bis {day}", "en": "Focus: {name}, until {day}"},
    "focus_open": {"de": "noch ohne Schwerpunkt", "en": "no focus yet"},
    "back_to_rounds": {"de": "← Runden", "en": "← Rounds"},
    "round_of": {"de": "Wochenrunde, {team}, {day}", "en": "Weekly round, {team}, {day}"},
    "full_screen": {"de": "Ganzer Bildschirm", "en": "Full screen"},
    "full_leave": {"de": "Bildschirm verlassen", "en": "Leave full screen"},
    "step_before": {"de": "Rückblick", "en": "Looking back"},
    "step_item": {"de": "Antwort {number} von {all}", "en": "Reply {number} of {all}"},
    "step_end": {"de": "Abschluss", "en": "The end"},
    "step_back": {"de": "‹ Zurück", "en": "‹ Back"},
    "step_on": {"de": "Weiter ›", "en": "Next ›"},
    "blind": {"de": "erst ohne Modell", "en": "first without the model"},
    "grade_title": {"de": "Was fällt auf?", "en": "What stands out?"},
    "grade_trainer": {
        "de": "Zwei Stimmen, jede für sich. Was das Modell meint, kommt danach.",
        "en": "Two voices, each on its own. What the model says comes afterwards.",
    },
    "grade_second": {
        "de": "Die erste Stimme ist abgegeben und bleibt verdeckt, bis auch die zweite da ist.",
        "en": "The first voice is given, and stays covered until the second one is there, too.",
    },
    "grade_none": {
        "de": "Nichts angekreuzt heißt: nichts fällt auf.",
        "en": "Nothing ticked means: nothing stands out.",
    },
    "grade_send": {"de": "Stimme abgeben", "en": "Give this voice"},
    "seat_trainer": {"de": "Erste Stimme", "en": "First voice"},
    "seat_second": {"de": "Zweite Stimme", "en": "Second voice"},
    "voices": {"de": "Die zwei Stimmen", "en": "The two voices"},
    "voices_same": {"de": "Einig bei {same} von {of} Hinweisen.", "en": "Agreed on {same} of {of} findings."},
    "open_item": {"de": "Im Einzelnen öffnen", "en": "Open with all details"},
    "before_title": {"de": "Letzter Schwerpunkt: {name}", "en": "The last focus: {name}"},
    "before_what": {
        "de": "Anteil der Antworten mit diesem Hinweis, mit 95-%-Intervall.",
        "en": "Share of replies with this finding, with a 95 % interval.",
    },
    "before": {"de": "vorher", "en": "before"},
    "after": {"de": "nachher", "en": "after"},
    "before_same": {
        "de": "Die Intervalle überlappen sich: Ein Unterschied ist noch nicht gesichert.",
        "en": "The intervals overlap: a difference is not certain yet.",
    },
    "before_less": {"de": "Seltener als vorher.", "en": "Less often than before."},
    "before_more": {"de": "Öfter als vorher.", "en": "More often than before."},
    "agreement_title": {"de": "Übereinstimmung", "en": "Agreement"},
    "agreement_waits": {
        "de": "Erscheint, sobald beide Stimmen zu den zwei Antworten „erst ohne Modell“ da sind.",
        "en": "Appears once both voices on the two replies “first without the model” are there.",
    },
    "agreement_why": {
        "de": "Wo zwei Stimmen auseinandergehen, lohnt das Gespräch am meisten.",
        "en": "Where two voices differ, talking is worth most.",
    },
    "both_voices": {"de": "beide Stimmen", "en": "both voices"},
    "with_model": {"de": "mit dem Modell", "en": "with the model"},
    "same_of": {"de": "{same} von {of}", "en": "{same} of {of}"},
    "silence_proposed": {
        "de": "„{name}“: Nach mindestens 30 doppelt eingeschätzten Antworten sind sich die Stimmen in weniger als drei von vier Fällen einig. "
        "Vorschlag: den Hinweis stumm schalten.",
        "en": "“{name}”: after at least 30 replies assessed twice, the voices agree in fewer than three cases of four. "
        "Proposal: silence this finding.",
    },
    "silence": {"de": "Stumm schalten", "en": "Silence it"},
    "silence_done": {"de": "„{name}“ ist jetzt stumm.", "en": "“{name}” is silent now."},
    "silence_by_lead": {"de": "Die Leitung kann das bestätigen.", "en": "The lead can confirm this."},
    "focus": {"de": "Schwerpunkt des Teams", "en": "The team's focus"},
    "focus_why": {
        "de": "Ein Hinweis, auf den das Team bis zur nächsten Runde achtet. Ohne Namen.",
        "en": "One finding that the team looks out for until the next round. No names.",
    },
    "focus_criterion": {"de": "Schwerpunkt", "en": "Focus"},
    "focus_date": {"de": "bis", "en": "until"},
    "focus_keep": {"de": "Runde abschließen", "en": "End the round"},
    "until_day": {"de": "bis {day}", "en": "until {day}"},
    # Insights
    "insights_what": {
        "de": "Teams und Wochen, niemals einzelne Personen. Jeder Anteil mit 95-%-Intervall.",
        "en": "Teams and weeks, never single persons. Every share with its 95 % interval.",
    },
    "too_few": {"de": "zu wenige Daten", "en": "too few data"},
    "too_few_cells": {
        "de": "Gezeigt werden ganze Wochen mit mindestens zwanzig geteilten Antworten aus mindestens fünf Browsern, oder zwanzig importierte.",
        "en": "Shown are whole weeks with at least twenty shared replies from at least five browsers, or twenty imported ones.",
    },
    "too_few_items": {
        "de": "Gezeigt werden Anteile ab zwanzig Fällen.",
        "en": "Shares are shown from twenty cases on.",
    },
    "chart_open_requests": {"de": "Was offen bleibt", "en": "What stays open"},
    "about_open_requests": {
        "de": "Anteil der Anliegen, auf die keine Antwort kommt, je Thema.",
        "en": "Share of requests that get no answer, by matter.",
    },
    "chart_criteria_by_week": {"de": "Hinweise nach Wochen", "en": "Findings by week"},
    "about_criteria_by_week": {
        "de": "Anteil der Antworten mit einer Karte. Jede Zeile öffnet ihre Tabelle.",
        "en": "Share of replies with a card. Each line opens its table.",
    },
    "chart_causes": {"de": "Woran es liegt", "en": "What it comes from"},
    "about_causes": {
        "de": "Unter den Antworten, bei denen das Training eine Ursache genannt hat.",
        "en": "Among the replies for which a trainer has named a cause.",
    },
    "chart_model_vs_trainers": {"de": "Modell und Training", "en": "Model and trainers"},
    "about_model_vs_trainers": {
        "de": "Wie weit das Modell und die Einschätzungen des Trainings übereinstimmen.",
        "en": "How far the model and the trainers' assessments agree.",
    },
    "chart_false_alarms": {"de": "Falsche Hinweise", "en": "False alarms"},
    "about_false_alarms": {
        "de": "Anteil der eingeschätzten Karten, die das Training nicht bestätigt hat.",
        "en": "Share of the assessed cards that trainers did not confirm.",
    },
    "figures_table": {"de": "Tabelle", "en": "Table"},
    "share": {"de": "{share} ({low}–{high} %), n = {n}", "en": "{share} ({low}–{high} %), n = {n}"},
    "not_defined": {"de": "nur ein Wert kommt vor", "en": "only one value occurs"},
    "kappa": {"de": "Cohens κ (95 %)", "en": "Cohen's κ (95 %)"},
    "alpha": {"de": "Krippendorffs α", "en": "Krippendorff's α"},
    "agreement": {"de": "gleich", "en": "same"},
    "verdicts": {"de": "Einschätzungen", "en": "assessments"},
    "blind_verdicts": {"de": "davon ohne Modell", "en": "without the model"},
    "kappa_help": {
        "de": "1 heißt völlig einig, 0 nicht mehr als durch Zufall. Das Bild reicht von −0,2 bis 1.",
        "en": "1 means full agreement, 0 no more than by chance. The picture reaches from −0.2 to 1.",
    },
    "weeks_hidden_one": {
        "de": "1 Woche mit zu wenigen Daten bleibt leer.",
        "en": "1 week with too few data stays empty.",
    },
    "weeks_hidden": {
        "de": "{count} Wochen mit zu wenigen Daten bleiben leer.",
        "en": "{count} weeks with too few data stay empty.",
    },
    "weeks_scale": {"de": "{first} bis {last}; volle Höhe: {most}", "en": "{first} to {last}; full height: {most}"},
    "week_last": {"de": "{week}: {share}, n = {n}", "en": "{week}: {share}, n = {n}"},
    "week_of_year": {"de": "KW {week}/{year}", "en": "week {week}/{year}"},
    "week": {"de": "Woche", "en": "Week"},
    "all_teams": {"de": "alle Teams", "en": "all teams"},
    "imported_row": {"de": "importiert", "en": "imported"},
}
