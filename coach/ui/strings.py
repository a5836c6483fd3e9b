"""Every text of the app that does not come from the rubric, in the languages of the interface."""

from typing import Any

STRINGS: dict[str, dict[str, str]] = {
    # Page and inputs
    "title": {"de": "Vier Ohren", "en": "Four Ears"},
    "subtitle": {
        "de": "Liest einen Entwurf so, wie er ankommen könnte. Geprüft wird der Text, nicht die Person.",
        "en": "Reads a draft the way it may come across. The text is reviewed, never the person.",
    },
    "local": {
        "de": "Läuft nur auf diesem Rechner; nichts wird gespeichert oder gesendet.",
        "en": "Runs on this computer only; nothing is stored or sent.",
    },
    "language": {"de": "Sprache", "en": "Language"},
    "example": {"de": "Beispiel", "en": "Example"},
    "conversation": {"de": "Gespräch", "en": "Conversation"},
    "conversation_info": {
        "de": "Eine Nachricht pro Zeile – K: Kundin/Kunde, A: Antwort, B: Bot. Ohne Buchstaben: eine Nachricht.",
        "en": "One message per line – C: customer, A: agent, B: bot. Without letters, all of it is one message.",
    },
    "conversation_placeholder": {
        "de": "K: Wann kommt mein Paket?",
        "en": "C: When will my parcel arrive?",
    },
    "channel": {"de": "Kanal", "en": "Channel"},
    "channel_whatsapp": {"de": "WhatsApp", "en": "WhatsApp"},
    "channel_live_chat": {"de": "Live-Chat", "en": "Live chat"},
    "channel_email": {"de": "E-Mail", "en": "Email"},
    "channel_social": {"de": "Soziale Medien", "en": "Social media"},
    "channel_unknown": {"de": "Keine Angabe", "en": "Not specified"},
    "draft": {"de": "Entwurf", "en": "Draft"},
    "draft_placeholder": {"de": "Hier steht die geplante Antwort …", "en": "The planned reply goes here …"},
    "check": {"de": "Prüfen", "en": "Check"},
    # Examples
    "example_parcel": {"de": "Paket verspätet (deutsch)", "en": "Late parcel (German)"},
    "example_bereavement": {"de": "Trauerfall bei der Versicherung (deutsch)", "en": "Bereavement, insurer (German)"},
    "example_clean": {"de": "Alles in Ordnung: Sprachkurs (deutsch)", "en": "All fine: language course (German)"},
    "example_bike": {"de": "Fahrradladen mit Spitze (englisch)", "en": "Bike shop with an edge (English)"},
    "example_fridge": {"de": "Kühlschrank und Werbung (englisch)", "en": "Fridge and a sales offer (English)"},
    "example_proactive": {"de": "Von sich aus: Erinnerung (englisch)", "en": "Proactive: a reminder (English)"},
    # Bubbles
    "role_customer": {"de": "Kundin/Kunde", "en": "Customer"},
    "role_agent": {"de": "Antwort", "en": "Agent"},
    "role_bot": {"de": "Bot", "en": "Bot"},
    "bubbles": {"de": "So wurde das Gespräch gelesen", "en": "How the conversation was read"},
    # Findings
    "findings": {"de": "Hinweise", "en": "Findings"},
    "level_suggestion": {"de": "Vorschlag", "en": "Suggestion"},
    "level_warning": {"de": "Wichtig", "en": "Important"},
    "level_error": {"de": "Dringend", "en": "Urgent"},
    "advice": {"de": "Tipp:", "en": "Tip:"},
    "rather_sure": {"de": "eher sicher", "en": "fairly sure"},
    "unsure": {"de": "unsicher", "en": "unsure"},
    "figures": {
        "de": "Wahrscheinlichkeit {probability} %, gemeldet wird ab {threshold} %.",
        "en": "Probability {probability} %, reported from {threshold} % on.",
    },
    "quote": {"de": "„{words}“", "en": "“{words}”"},
    "quote_draft": {"de": "Im Entwurf", "en": "In the draft"},
    "not_sure_yet": {"de": "Noch unsicher ({count})", "en": "Not sure yet ({count})"},
    "not_sure_yet_why": {
        "de": "Hier liegt die Prüfung noch öfter daneben, oder eine Karte oben sagt schon das Wichtigere.",
        "en": "The check is still wrong more often here, or a card above already says what matters more.",
    },
    "nothing_found": {"de": "Nichts aufgefallen.", "en": "Nothing found."},
    "nothing_sure": {"de": "Nichts Sicheres aufgefallen.", "en": "Nothing certain was found."},
    "answered_of_one": {"de": "{answered} von 1 Frage beantwortet.", "en": "{answered} of 1 question answered."},
    "answered_of": {"de": "{answered} von {all} Fragen beantwortet.", "en": "{answered} of {all} questions answered."},
    "deferred_count": {"de": "Zu {count} folgt die Antwort noch.", "en": "{count} to be answered later."},
    # Rewrites
    "rewrite_most": {"de": "Vorschlag", "en": "Suggested rewrite"},
    "rewrite_least": {"de": "Kleinere Änderung", "en": "Smaller change"},
    "rewrite_mends": {"de": "Danach nicht mehr gemeldet:", "en": "No longer reported afterwards:"},
    "rewrite_change": {"de": "{before} % → {after} %", "en": "{before} % → {after} %"},
    "rewrite_places": {
        "de": "Noch auszufüllen: {places}. F8 springt zur nächsten Stelle.",
        "en": "Still to fill in: {places}. F8 goes to the next place.",
    },
    "rewrite_promise": {
        "de": "Zusage prüfen: Der Text kündigt an, dass sich jemand meldet.",
        "en": "Check the promise: the text says that someone will get back.",
    },
    "rewrite_removed": {"de": "Entfernt: {facts}", "en": "Removed: {facts}"},
    "rewrite_generated": {"de": "Von einem Sprachmodell formuliert", "en": "Written by a language model"},
    "accept": {"de": "Übernehmen", "en": "Use this"},
    "undo": {"de": "Letzte Übernahme zurücknehmen", "en": "Undo the last change"},
    # States
    "empty_draft": {
        "de": "Noch kein Entwurf. Sobald hier Text steht, wird er geprüft.",
        "en": "No draft yet. It is reviewed as soon as there is some text.",
    },
    "without_customer": {
        "de": "Ohne Kundennachricht: Geprüft wird nur, wie der Entwurf für sich klingt.",
        "en": "No customer message: only the draft itself is reviewed.",
    },
    "failed": {
        "de": "Das hat nicht geklappt. Der Text ist noch da; bitte noch einmal auf „Prüfen“ klicken.",
        "en": "That did not work. The text is still there; please press “Check” again.",
    },
    "failed_detail": {"de": "Genauer:", "en": "Details:"},
    # Questions
    "questions": {"de": "Fragen und Bitten", "en": "Questions and requests"},
    "no_questions": {"de": "Keine offene Frage gefunden.", "en": "No open question found."},
    "status_answered": {"de": "beantwortet", "en": "answered"},
    "status_deferred": {"de": "Antwort folgt", "en": "answer to follow"},
    "status_maybe": {"de": "vielleicht: {status}", "en": "maybe: {status}"},
    "status_unanswered": {"de": "offen", "en": "open"},
    # Marked draft
    "marked": {"de": "Der Entwurf mit Fundstellen", "en": "The draft, marked"},
    "marked_none": {"de": "Keine Stelle ist markiert.", "en": "No passage is marked."},
    # Four sides
    "sides": {"de": "Vier Seiten", "en": "Four sides"},
    "sides_info": {
        "de": "Wie stark jede Seite zu hören ist: 0 kaum, 2 deutlich. Geschätzt.",
        "en": "How clearly each side is heard: 0 hardly, 2 plainly. Estimates.",
    },
    "side_factual": {"de": "Sachinhalt", "en": "Factual"},
    "side_self_revelation": {"de": "Selbstkundgabe", "en": "Self-revelation"},
    "side_relationship": {"de": "Beziehung", "en": "Relationship"},
    "side_appeal": {"de": "Appell", "en": "Appeal"},
    "customer_bar": {"de": "Kunde", "en": "Customer"},
    "draft_bar": {"de": "Entwurf", "en": "Draft"},
    "tone": {"de": "Ton", "en": "Tone"},
    "tone_low": {"de": "kalt", "en": "cold"},
    "tone_high": {"de": "warm", "en": "warm"},
}


def say(key: str, language: str, **values: Any) -> str:
    """Return the text of `key` in `language` with `values` put in."""
    text = STRINGS[key][language]
    return text.format(**values) if values else text
