package io.tidegate.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// What did a verb say, and how did it end? Run in this process, as `tidegate` runs it.
record Ran(int code, String out, String err) {
    static Ran of(String... words) {
        return with(Verbs.line(), words);
    }

    static Ran with(CommandLine line, String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Ran(code, out.toString(), err.toString());
    }
}
