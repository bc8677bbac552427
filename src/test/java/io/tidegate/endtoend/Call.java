package io.tidegate.endtoend;

/// Which tool is called, with which arguments (JSON)? The drivers take it as one word.
record Call(String tool, String arguments) {
    /// The same call as it is named where several servers stand behind one endpoint.
    Call at(String server) {
        return new Call(server + "__" + tool, arguments);
    }

    @Override
    public String toString() {
        return tool + " " + arguments;
    }
}
