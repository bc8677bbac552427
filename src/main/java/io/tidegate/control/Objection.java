package io.tidegate.control;

/// What is wrong with a value, without the value.
///
/// @param code as the auditor reads it
/// @param sentence as the model is told, behind the name of the argument
/// @param help what it may do instead
record Objection(String code, String sentence, String help) {}
