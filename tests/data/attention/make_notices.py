#!/usr/bin/env python3
"""Makes notices.ndjson: 500 notices, each with the label that it was made for.

Usage: make_notices.py [FILE]    writes FILE, or notices.ndjson beside this program
The same program always makes the same bytes: chance comes from a fixed seed.
"""

import json
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

SEED = 20260504
PEOPLE = ["ada", "ben", "chloe", "david", "emma", "farid", "ines", "jules", "lea", "marc"]
GROUPS = ["legal", "finance", "brand", "web", "media"]
WORKFLOWS = {
    "customer-onboarding": ["project", "ticket", "legal", "welcome", "launch"],
    "campaign-launch": ["brief", "copy", "budget", "assets", "enable"],
    "site-redesign": ["wireframes", "content", "review", "release"],
    "event-webinar": ["speakers", "page", "invite", "follow_up"],
    "contract-renewal": ["quote", "terms", "signature"],
}
CLIENTS = ["ACME", "Globex", "Initech", "Nordlys", "Pomme & Fils", "Umbrella", "Vélodrome"]

# What people write when they want a decision: with and without a question mark, plain and in passing.
DECISION_TEXTS = [
    "Can you approve the budget for {client} before Friday?",
    "We have two headlines left, which one do we take?",
    "The {client} visuals are ready. I need your go to send them to print.",
    "Legal is fine with it, so the final word is yours.",
    "Please confirm the new date for {client}.",
    "Ready when you are, just say go ahead or stop.",
    "Do we extend the campaign of {client} by a week?",
    "Option A costs 4,000 and option B 6,500. Tell me which of the two we book.",
    "The supplier wants an answer today: do we sign off on the quote?",
    "Thanks for the feedback! Over to you for the decision on the landing page.",
    "FYI the slot closes at 18:00, so we should decide by then.",
    "Done on my side. Waiting for your approval.",
    "I would rather drop the second video, but it is up to you.",
    "Shall we go ahead without the case study?",
    "{client} asks whether we agree to net 45.",
    "Peux-tu valider le visuel pour {client} avant ce soir ?",
    "Merci de trancher entre les deux accroches.",
    "Il nous faut ton accord pour lancer la campagne {client}.",
    "On attend le feu vert de ton équipe.",
    "Faut-il reporter le webinaire d'une semaine ?",
    "Le devis est prêt, à toi de décider.",
    "Laquelle des deux pages met-on en ligne ?",
    "Merci pour les retours. Dis-moi si tu autorises l'envoi aux abonnés.",
    "Pour info, la réservation expire demain : on confirme ou on laisse tomber.",
    "C'est fait de mon côté, j'attends votre validation.",
]
# What people write when they want something else than a decision.
ACTION_TEXTS = [
    "Could you send me the logo of {client} as SVG?",
    "The form on the page of {client} throws an error when I submit it.",
    "Please upload the signed contract, it is missing in the folder.",
    "I cannot open the brief, I have no access to the drive.",
    "We are still waiting for the tracking link.",
    "The price on the banner is last year's.",
    "Peux-tu m'envoyer les accès du compte {client} ?",
    "Il manque les mentions légales sur la page.",
    "Le lien d'inscription ne marche plus depuis ce matin.",
    "Besoin du texte en anglais d'ici jeudi.",
]
# What people write so that others know. The last ones turn to the reader all the same.
ADMINISTRATIVE_TEXTS = [
    "FYI: the assets of {client} are uploaded.",
    "Done, the ticket is closed.",
    "Thanks, noted.",
    "Merged and deployed this morning.",
    "The newsletter for {client} is scheduled for Tuesday 09:00.",
    "Received the signed copy, archived in the client folder.",
    "Moved to the next sprint.",
    "Typo on the landing page fixed.",
    "All good with the tracking, nothing to do.",
    "For information: the office is closed on Monday.",
    "Page published.",
    "Pour info, les visuels {client} sont en ligne.",
    "C'est fait.",
    "Merci, bien reçu.",
    "Mise à jour du planning terminée.",
    "Coquille corrigée sur la page d'accueil.",
    "Noté, merci.",
    "Brief archivé.",
    "Thanks, you rock!",
    "FYI, the deck is done, ping me if anything looks odd to you.",
    "Merci à vous, c'est parfait.",
    "Coffee machine on floor 2 works again :)",
    "Meeting notes of today are in the shared folder.",
]
WRITTEN_TYPES = ["ticket.commented", "message.slack.message", "mail.received", "project.task.commented"]


class Maker:
    def __init__(self):
        self.chance = random.Random(SEED)
        self.at = datetime(2026, 5, 4, 7, 0, tzinfo=timezone.utc)
        self.made = []

    def pick(self, items):
        return self.chance.choice(items)

    def notice(self, label, kind, because, text="", of="", **more):
        workflow = self.pick(sorted(WORKFLOWS))
        step = self.pick(WORKFLOWS[workflow])
        self.made.append({
            "type": kind, "person": self.pick(PEOPLE), "because": because,
            "of": step if of == "STEP" else of, "workflow": workflow, "step": step,
            "run": f"run_{self.chance.randrange(36 ** 6):013d}", "text": text.format(client=self.pick(CLIENTS)), **more, "label": label})

    def decision(self):
        roll = self.chance.random()
        if roll < 0.50:
            ask = self.pick(["Agree the claims for {client}?", "Budget of {client}", "Publish?", "Valider le plan média {client} ?", ""])
            self.notice("decision", "baton.approval.requested", "may_decide", ask, self.pick([*GROUPS, ""]))
        elif roll < 0.60:
            self.notice("decision", "baton.approval.requested", "stands_in", "Agree the claims for {client}?", self.pick(PEOPLE))
        elif roll < 0.68:
            self.notice("decision", "baton.approval.escalated", "may_decide", "nobody decided within 1d", self.pick(GROUPS))
        else:
            self.notice("decision", self.pick(WRITTEN_TYPES), "addressed", self.pick(DECISION_TEXTS))

    def action(self):
        roll = self.chance.random()
        if roll < 0.30:
            self.notice("action", self.pick(["baton.task.requested", "baton.task.reopened"]), "may_do_it", "Write the copy for {client}", self.pick(GROUPS))
        elif roll < 0.40:
            self.notice("action", "baton.task.overdue", "has_it", "Write the copy for {client}")
        elif roll < 0.58:
            self.notice("action", self.pick(["baton.run.failed", "baton.run.paused"]), self.pick(["caused", "operates"]), "http_403: the token of {client} is refused")
        elif roll < 0.66:
            self.notice("action", "baton.step.unknown", "operates", "the answer was lost after sending", waits_for_person=True)
        elif roll < 0.78:
            self.notice("action", "baton.sla.missed", "has_it", "", mark=self.pick(["due", "late"]))
        elif roll < 0.84:
            self.notice("action", "baton.run.late", "caused")
        else:
            self.notice("action", self.pick(WRITTEN_TYPES), "addressed", self.pick(ACTION_TEXTS))

    def administrative(self):
        roll = self.chance.random()
        if roll < 0.25:
            self.notice("administrative", "baton.run.succeeded", "caused", "")
        elif roll < 0.40:
            self.notice("administrative", "baton.approval.decided", self.pick(["caused", "took_part"]), self.pick(["fine", "not before June", "approved, good work", ""]), "STEP")
        elif roll < 0.52:
            self.notice("administrative", "baton.task.done", self.pick(["caused", "took_part"]), self.pick(["in the folder", ""]), "STEP")
        elif roll < 0.58:
            self.notice("administrative", "baton.task.requested", "caused", "Write the copy for {client}")
        elif roll < 0.64:
            self.notice("administrative", "baton.sla.missed", "took_part", "", "STEP", mark="goal")
        elif roll < 0.69:
            self.notice("administrative", self.pick(["baton.gate.opened", "baton.step.retrying", "baton.step.unknown", "baton.connection.active"]), "operates")
        elif roll < 0.77:
            self.notice("administrative", self.pick(["ticket.updated", "crm.opportunity.updated", "ads.campaign.updated"]), "took_part", "", "STEP")
        else:
            self.notice("administrative", self.pick(WRITTEN_TYPES), "addressed", self.pick(ADMINISTRATIVE_TEXTS))

    def make(self):
        labels = ["decision"] * 120 + ["action"] * 110 + ["administrative"] * 270
        self.chance.shuffle(labels)
        for label in labels:
            getattr(self, label)()
        for number, one in enumerate(self.made):
            self.at += timedelta(seconds=self.chance.randrange(20, 1500))
            one["id"], one["at"] = f"n-{number + 1:03d}", self.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.made


def main():
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("notices.ndjson")
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in Maker().make()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
