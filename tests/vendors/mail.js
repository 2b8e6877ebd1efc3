// A mail server of nodemailer's `smtp-server` on loopback, which tells what it took as its `mailparser` reads it. Usage: node mail.js MODULES
// Prints `listening on 127.0.0.1:PORT`, then a line of JSON for each message. Only `ada` can sign in, and addresses that begin with "no" have no mailbox.
"use strict";

const path = require("path");

const modules = path.resolve(process.argv[2]);
const { SMTPServer } = require(path.join(modules, "smtp-server"));
const { simpleParser } = require(path.join(modules, "mailparser"));

function refusal(code, words) {
  const error = new Error(words);
  error.responseCode = code;
  return error;
}

const server = new SMTPServer({
  disabledCommands: ["STARTTLS"],
  allowInsecureAuth: true,
  onAuth(auth, session, done) {
    const known = auth.username === "ada" && auth.password === "a-password-of-the-tests";
    done(known ? null : refusal(535, "who are you"), { user: auth.username });
  },
  onRcptTo(address, session, done) {
    done(address.address.startsWith("no") ? refusal(550, "no such user") : undefined);
  },
  onData(stream, session, done) {
    simpleParser(stream).then((mail) => {
      console.log(
        JSON.stringify({
          envelope: { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((one) => one.address) },
          from: mail.from.value,
          to: mail.to.value,
          bcc: mail.bcc ? mail.bcc.text : null,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          id: mail.messageId,
          files: mail.attachments.map((one) => [one.filename, one.contentType, one.content.toString("base64")]),
        }),
      );
      done(null, "taken");
    }, done);
  },
});
server.listen(0, "127.0.0.1", () => console.log(`listening on 127.0.0.1:${server.server.address().port}`));
