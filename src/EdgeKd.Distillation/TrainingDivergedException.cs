namespace EdgeKd.Distillation;

/// <summary>A loss became NaN or infinite.</summary>
/// <param name="message">One line: epoch, step, and what to change.</param>
public sealed class TrainingDivergedException(string message) : InvalidDataException(message);
