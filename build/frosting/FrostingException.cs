namespace Cake.Frosting;

/// <summary>Thrown when the tasks of a build do not fit together.</summary>
public sealed class FrostingException(string message) : Exception(message);
