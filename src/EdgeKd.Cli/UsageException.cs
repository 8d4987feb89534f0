namespace EdgeKd.Cli;

/// <summary>The arguments cannot be followed together; the message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
