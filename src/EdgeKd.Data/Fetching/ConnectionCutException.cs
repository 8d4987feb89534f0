namespace EdgeKd.Data.Fetching;

/// <summary>A transfer ended before all had come: going on from there is worth another attempt.</summary>
internal sealed class ConnectionCutException(string message, Exception inner) : IOException(message, inner);
