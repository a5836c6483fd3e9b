"""Built-in examples to try the app with. All names and cases are invented."""

from dataclasses import dataclass

from coach.types import Draft, Message


@dataclass(frozen=True)
class Example:
    """A case to load into the page."""

    key: str  # of its name in the catalogue of strings
    draft: Draft


EXAMPLES: tuple[Example, ...] = (
    Example(
        "example_parcel",
        Draft(
            "Hallo Frau Reuter, Pakete können sich derzeit verzögern. Wir bitten um Verständnis und kümmern uns "
            "zeitnah darum.",
            (
                Message(
                    "customer",
                    "Hallo, das Puppenhaus für meine Tochter sollte am Montag da sein, heute ist Donnerstag. "
                    "Sie hat morgen Geburtstag, und ich bin langsam wirklich verzweifelt.",
                ),
                Message(
                    "customer",
                    "Kommt es heute noch? Und falls nicht, kann ich es irgendwo selbst abholen? Nadine Reuter",
                ),
            ),
            language="de",
            channel="live_chat",
        ),
    ),
    Example(
        "example_bereavement",
        Draft(
            "Sehr geehrte Frau Tiemann,\nfür die Kündigung benötigen wir die Sterbeurkunde in Kopie. Übrigens: Mit "
            "unserer neuen Unfallversicherung sind Sie schon ab 6,90 € im Monat rundum abgesichert!\n"
            "Mit freundlichen Grüßen",
            (
                Message(
                    "customer",
                    "Guten Tag, meine Mutter ist am 3. Mai gestorben. Ich sitze vor ihren Ordnern und weiß nicht, wo "
                    "ich anfangen soll. Welche Unterlagen brauchen Sie für ihre Hausratversicherung, und wird der "
                    "Beitrag für Juni noch abgebucht?\nGesa Tiemann",
                ),
            ),
            language="de",
            channel="email",
        ),
    ),
    Example(
        "example_clean",
        Draft(
            "Hallo Jannik, ja, im Portugiesischkurs A2 am Mittwoch um 18 Uhr sind noch drei Plätze frei. Das Lehrbuch "
            "ist in der Gebühr von 140 € enthalten, du bekommst es am ersten Abend.",
            (
                Message("bot", "Willkommen bei der Sprachwerkstatt! Gleich ist jemand für dich da."),
                Message(
                    "customer",
                    "Hi, gibt es im Portugiesischkurs A2 am Mittwoch noch Plätze? "
                    "Und muss ich das Lehrbuch selbst kaufen?\nJannik",
                ),
            ),
            language="de",
            channel="whatsapp",
        ),
    ),
    Example(
        "example_bike",
        Draft(
            "Wow, a squeak! Bikes do tend to make noises when people actually ride them. "
            "As the receipt clearly says, brakes are checked before pick-up.",
            (
                Message("customer", "Hi, I picked up my bike from you on Saturday after the service."),
                Message("agent", "Hi Farah, great, hope it rides well!"),
                Message(
                    "customer",
                    "Not really. The front brake squeals so loudly that people turn round, and I'm scared it won't "
                    "hold on the hill to work. Can I bring it in before Wednesday?",
                ),
            ),
            language="en",
            channel="whatsapp",
        ),
    ),
    Example(
        "example_fridge",
        Draft(
            "Thank you for your message. Your feedback is important to us. "
            "Did you know our Platinum Care plan is 20 % off until Sunday?",
            (
                Message(
                    "customer",
                    "The fridge you delivered on Tuesday (order 55-2071) stopped cooling overnight. My son's insulin "
                    "was in there and I had to throw it away. When can someone come, and who pays for the insulin?",
                ),
            ),
            language="en",
            channel="email",
        ),
    ),
    Example(
        "example_proactive",
        Draft(
            "Hello Mr Okoro, your violin has its new strings and is ready. You can collect it any weekday "
            "between 9 am and 5 pm; if that doesn't fit, just reply with a day that suits you.",
            language="en",
            channel="whatsapp",
            kind="proactive",
        ),
    ),
)
