"""Every text of the app that does not come from the rubric, in the languages of the interface.

The page gets the whole catalogue; `{name}` marks a value that is put in.
"""

from typing import Any

STRINGS: dict[str, dict[str, str]] = {
    # Head and foot
    "title": {"de": "Vier Ohren", "en": "Four Ears"},
    "channel": {"de": "Kanal", "en": "Channel"},
    "channel_whatsapp": {"de": "WhatsApp", "en": "WhatsApp"},
    "channel_live_chat": {"de": "Live-Chat", "en": "Live chat"},
    "channel_email": {"de": "E-Mail", "en": "Email"},
    "channel_social": {"de": "Soziale Medien", "en": "Social media"},
    "channel_unknown": {"de": "Keine Angabe", "en": "Not specified"},
    "address": {"de": "Anrede", "en": "German address"},
    "address_customer": {"de": "wie Kunde", "en": "as customer"},
    "address_du": {"de": "du", "en": "du"},
    "address_sie": {"de": "Sie", "en": "Sie"},
    "new_chat": {"de": "Neuer Chat", "en": "New chat"},
    "keys": {"de": "Tasten", "en": "Keys"},
    "language": {"de": "Sprache", "en": "Language"},
    "not_stored": {"de": "Nichts wird gespeichert", "en": "Nothing is stored"},
    "model": {"de": "Modell {version}", "en": "Model {version}"},
    "hit_rate": {"de": "Trefferquote", "en": "Hit rate"},
    "hit_rate_why": {
        "de": "Von so vielen Meldungen waren bei der Erprobung an zurückgelegten Trainingstexten wie viele richtig, und "
        "wie viele der richtigen Stellen wurden gefunden. Die Texte sind erfunden; echte Chats fallen schwerer.",
        "en": "How many of the reports were right when tried on training texts held back, and how many of the right "
        "places were found. The texts are invented; real chats are harder.",
    },
    "hit_rate_criterion": {"de": "Hinweis", "en": "Finding"},
    "hit_rate_right": {"de": "richtig", "en": "right"},
    "hit_rate_found": {"de": "gefunden", "en": "found"},
    "hit_rate_silent": {"de": "ohne Karte", "en": "no card"},
    "close": {"de": "Schließen", "en": "Close"},
    # Keys
    "key_check": {"de": "Jetzt prüfen", "en": "Check now"},
    "key_next": {"de": "Zur nächsten Fundstelle oder Lücke", "en": "To the next passage or gap"},
    "key_back": {"de": "Zur vorigen Fundstelle oder Lücke", "en": "To the previous passage or gap"},
    "key_undo": {"de": "Letzte Änderung zurücknehmen", "en": "Undo the last change"},
    "key_escape": {"de": "Schließen, zurück zum Entwurf", "en": "Close, back to the draft"},
    "key_help": {"de": "Diese Liste", "en": "This list"},
    "keys_note": {
        "de": "Gesendet wird von hier aus nie etwas. Tab wechselt wie gewohnt zum nächsten Feld.",
        "en": "Nothing is ever sent from here. Tab goes to the next field as usual.",
    },
    # Chat
    "chat": {"de": "Chat", "en": "Chat"},
    "paste": {"de": "Einfügen", "en": "Paste"},
    "chat_empty": {
        "de": "Noch kein Chat. Mit „Einfügen“ kommt er hierher, aus WhatsApp Web kopiert, als Text oder als JSON.",
        "en": "No chat yet. “Paste” brings it here: copied from WhatsApp Web, as text, or as JSON.",
    },
    "example_banner": {"de": "Beispiel.", "en": "An example."},
    "example_own": {"de": "Eigenen Chat einfügen", "en": "Paste a chat of your own"},
    "paste_title": {"de": "Chat einfügen", "en": "Paste a chat"},
    "paste_help": {
        "de": "Kopierter Block aus WhatsApp Web, ein Text mit Namen oder mit K: (Kunde), A: (Antwort), B: (Bot), oder JSON.",
        "en": "A block copied from WhatsApp Web, text with names or with C: (customer), A: (agent), B: (bot), or JSON.",
    },
    "paste_label": {"de": "Kopierter Chat", "en": "Copied chat"},
    "paste_take": {"de": "Übernehmen", "en": "Use this"},
    "paste_nothing": {"de": "Darin steht keine Nachricht.", "en": "There is no message in it."},
    "paste_example": {"de": "oder ein Beispiel laden", "en": "or load an example"},
    "who_is_team": {"de": "Wer ist das Team?", "en": "Who is the team?"},
    "who_is_team_why": {
        "de": "Die anderen gelten als Kundin oder Kunde. Namen werden weder geprüft noch gespeichert.",
        "en": "The others count as the customer. Names are neither reviewed nor stored.",
    },
    "earlier": {"de": "{count} frühere Nachrichten", "en": "{count} earlier messages"},
    "earlier_one": {"de": "1 frühere Nachricht", "en": "1 earlier message"},
    "add_message": {"de": "Nachricht ergänzen", "en": "Add a message"},
    "edit_message": {"de": "Nachricht {number} bearbeiten", "en": "Edit message {number}"},
    "message_text": {"de": "Nachricht", "en": "Message"},
    "message_from": {"de": "Von", "en": "From"},
    "message_done": {"de": "Fertig", "en": "Done"},
    "message_remove": {"de": "Löschen", "en": "Delete"},
    "role_customer": {"de": "Kundin/Kunde", "en": "Customer"},
    "role_agent": {"de": "Team", "en": "Team"},
    "role_bot": {"de": "Bot", "en": "Bot"},
    "media_voice": {"de": "1 Sprachnachricht", "en": "1 voice message"},
    "media_voices": {"de": "{count} Sprachnachrichten", "en": "{count} voice messages"},
    "media_image": {"de": "1 Bild", "en": "1 picture"},
    "media_images": {"de": "{count} Bilder", "en": "{count} pictures"},
    "media_video": {"de": "1 Video", "en": "1 video"},
    "media_videos": {"de": "{count} Videos", "en": "{count} videos"},
    "media_document": {"de": "1 Datei", "en": "1 file"},
    "media_documents": {"de": "{count} Dateien", "en": "{count} files"},
    "media_other": {"de": "1 Anhang", "en": "1 attachment"},
    "media_others": {"de": "{count} Anhänge", "en": "{count} attachments"},
    "media_unread": {"de": "{what}, Inhalt nicht geprüft.", "en": "{what}, content not checked."},
    # Questions
    "questions": {"de": "Fragen", "en": "Questions"},
    "questions_count": {"de": "{answered} von {all}", "en": "{answered} of {all}"},
    "no_questions": {"de": "Keine offene Frage gefunden.", "en": "No open question found."},
    "status_answered": {"de": "beantwortet", "en": "answered"},
    "status_deferred": {"de": "Antwort folgt", "en": "answer to follow"},
    "status_maybe": {"de": "vielleicht {status}", "en": "maybe {status}"},
    "status_unanswered": {"de": "offen", "en": "open"},
    "no_question": {"de": "Keine Frage", "en": "Not a question"},
    # Draft
    "draft": {"de": "Entwurf", "en": "Draft"},
    "draft_placeholder": {"de": "Hier die geplante Antwort schreiben …", "en": "Write the planned reply here …"},
    "draft_help": {
        "de": "Alt+Enter prüft, F8 geht zur nächsten Fundstelle oder Lücke.",
        "en": "Alt+Enter checks, F8 goes to the next passage or gap.",
    },
    "state_empty": {"de": "noch leer", "en": "still empty"},
    "state_typing": {"de": "wird geschrieben", "en": "being written"},
    "state_checking": {"de": "wird geprüft", "en": "being checked"},
    "state_checked": {"de": "geprüft", "en": "checked"},
    "state_failed": {"de": "nicht geprüft", "en": "not checked"},
    "check": {"de": "Prüfen", "en": "Check"},
    "copy": {"de": "Kopieren", "en": "Copy"},
    "copied": {"de": "Kopiert.", "en": "Copied."},
    "copy_failed": {
        "de": "Kopieren ging nicht; der Text ist markiert.",
        "en": "Copying did not work; the text is selected.",
    },
    "copy_gap": {"de": "1 Lücke: {places}.", "en": "1 gap: {places}."},
    "copy_gaps": {"de": "{count} Lücken: {places}.", "en": "{count} gaps: {places}."},
    "copy_anyway": {"de": "Trotzdem kopieren", "en": "Copy anyway"},
    "undo": {"de": "Rückgängig", "en": "Undo"},
    "accept": {"de": "Übernehmen", "en": "Use this"},
    "accept_all": {"de": "Alles übernehmen ({count})", "en": "Use all ({count})"},
    # Findings
    "findings": {"de": "Hinweise", "en": "Findings"},
    "level_suggestion": {"de": "Vorschlag", "en": "Suggestion"},
    "level_warning": {"de": "Wichtig", "en": "Important"},
    "level_error": {"de": "Dringend", "en": "Urgent"},
    "rather_sure": {"de": "eher sicher", "en": "fairly sure"},
    "unsure": {"de": "unsicher", "en": "unsure"},
    "with_offer": {"de": "mit Formulierungshilfe", "en": "with a wording"},
    "details": {"de": "Details", "en": "Details"},
    "figures": {
        "de": "Wahrscheinlichkeit {probability} %, gemeldet wird ab {threshold} %.",
        "en": "Probability {probability} %, reported from {threshold} % on.",
    },
    "advice": {"de": "Tipp:", "en": "Tip:"},
    "in_draft": {"de": "Im Entwurf", "en": "In the draft"},
    "in_chat": {"de": "Im Chat", "en": "In the chat"},
    "one_more": {"de": "1 weiterer Hinweis", "en": "1 more finding"},
    "more": {"de": "{count} weitere Hinweise", "en": "{count} more findings"},
    "more_why": {
        "de": "Weniger sicher, oder ein Hinweis darüber sagt schon das Wichtigere.",
        "en": "Less certain, or a finding above already says what matters more.",
    },
    "settled": {"de": "erledigt", "en": "settled"},
    "previous_card": {"de": "Voriger Hinweis", "en": "Previous finding"},
    "next_card": {"de": "Nächster Hinweis", "en": "Next finding"},
    "hide": {"de": "Ausblenden", "en": "Hide"},
    "hide_here": {"de": "nur hier", "en": "only here"},
    "hide_chat": {"de": "in diesem Chat", "en": "in this chat"},
    "hide_wrong": {"de": "stimmt nicht", "en": "not right"},
    "hidden": {"de": "Ausgeblendet ({count})", "en": "Hidden ({count})"},
    "hidden_back": {"de": "Wieder zeigen", "en": "Show again"},
    "hidden_note": {
        "de": "Steht nur in diesem Browser: Art des Hinweises und eine Prüfsumme, kein Text.",
        "en": "Kept in this browser only: the kind of finding and a checksum, no text.",
    },
    "nothing_found": {"de": "Nichts aufgefallen.", "en": "Nothing found."},
    "nothing_sure": {"de": "Nichts Sicheres aufgefallen.", "en": "Nothing certain was found."},
    "answered_of_one": {"de": "{answered} von 1 Frage beantwortet.", "en": "{answered} of 1 question answered."},
    "answered_of": {"de": "{answered} von {all} Fragen beantwortet.", "en": "{answered} of {all} questions answered."},
    "deferred_count": {"de": "Zu {count} folgt die Antwort noch.", "en": "{count} to be answered later."},
    # Rewrites
    "rewrite_change": {"de": "{name}: {before} % → {after} %", "en": "{name}: {before} % → {after} %"},
    "rewrite_promise": {
        "de": "Zusage prüfen: Der Text kündigt an, dass sich jemand meldet.",
        "en": "Check the promise: the text says that someone will get back.",
    },
    "rewrite_removed": {"de": "Entfernt: {facts}", "en": "Removed: {facts}"},
    "rewrite_generated": {"de": "Von einem Sprachmodell formuliert", "en": "Written by a language model"},
    # States
    "empty_draft": {"de": "Noch kein Entwurf.", "en": "No draft yet."},
    "without_customer": {
        "de": "Ohne Kundennachricht: nur Ton und Anrede geprüft.",
        "en": "No customer message: only tone and address checked.",
    },
    "failed": {
        "de": "Prüfung gerade nicht möglich. Der Entwurf ist unverändert.",
        "en": "Checking is not possible right now. The draft is unchanged.",
    },
    "try_again": {"de": "Erneut prüfen", "en": "Check again"},
    # Four sides
    "sides": {"de": "So kommt es an", "en": "How it comes across"},
    "sides_legend": {
        "de": "Wie stark jede Seite zu hören ist, geschätzt",
        "en": "How clearly each side is heard, estimated",
    },
    "side_factual": {"de": "Sachinhalt", "en": "Factual"},
    "side_self_revelation": {"de": "Selbstkundgabe", "en": "Self-revelation"},
    "side_relationship": {"de": "Beziehung", "en": "Relationship"},
    "side_appeal": {"de": "Appell", "en": "Appeal"},
    "customer_bar": {"de": "Kunde", "en": "Customer"},
    "draft_bar": {"de": "Entwurf", "en": "Draft"},
    "gap_no_customer": {
        "de": "Ohne Kundennachricht gibt es nichts zu vergleichen.",
        "en": "Without a customer message there is nothing to compare.",
    },
    "gap_lecture": {
        "de": "Die Nachricht fragt nach der Sache, der Entwurf klingt nach Belehrung.",
        "en": "The message asks about the matter, the draft sounds like a lecture.",
    },
    "gap_answer_in_kind": {
        "de": "Die Nachricht klingt verärgert, der Entwurf schlägt den gleichen Ton an.",
        "en": "The message sounds annoyed, and the draft takes the same tone.",
    },
    "gap_factual": {
        "de": "Die Nachricht bringt viel Sachliches mit, der Entwurf greift wenig davon auf.",
        "en": "The message brings many facts, the draft takes up little of them.",
    },
    "gap_self_revelation": {
        "de": "Die Nachricht lässt hören, wie es jemandem geht; der Entwurf geht darauf kaum ein.",
        "en": "The message lets hear how someone feels; the draft hardly takes that up.",
    },
    "gap_relationship": {
        "de": "In der Nachricht geht es auch um den Umgang miteinander, im Entwurf kaum.",
        "en": "The message is also about how people treat each other, the draft hardly.",
    },
    "gap_appeal": {
        "de": "Die Nachricht bittet um etwas, der Entwurf sagt dazu wenig.",
        "en": "The message asks for something, the draft says little about it.",
    },
    "gap_tone": {
        "de": "Der Entwurf klingt deutlich kühler als die Nachricht.",
        "en": "The draft sounds clearly cooler than the message.",
    },
    "gap_none": {
        "de": "Nachricht und Entwurf passen im Großen und Ganzen zusammen.",
        "en": "By and large message and draft go together.",
    },
    # Examples
    "example_parcel": {"de": "Paket verspätet (deutsch)", "en": "Late parcel (German)"},
    "example_bereavement": {"de": "Trauerfall bei der Versicherung (deutsch)", "en": "Bereavement, insurer (German)"},
    "example_clean": {"de": "Alles in Ordnung: Sprachkurs (deutsch)", "en": "All fine: language course (German)"},
    "example_bike": {"de": "Fahrradladen mit Spitze (englisch)", "en": "Bike shop with an edge (English)"},
    "example_fridge": {"de": "Kühlschrank und Werbung (englisch)", "en": "Fridge and a sales offer (English)"},
    "example_proactive": {"de": "Von sich aus: Erinnerung (englisch)", "en": "Proactive: a reminder (English)"},
}


def say(key: str, language: str, **values: Any) -> str:
    """Return the text of `key` in `language` with `values` put in."""
    text = STRINGS[key][language]
    return text.format(**values) if values else text
