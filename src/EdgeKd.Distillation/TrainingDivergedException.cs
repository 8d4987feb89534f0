namespace EdgeKd.Distillation;

/// <summary>A loss became NaN or infinite: the settings, usually the learning rate, do not suit the network.</summary>
/// <param name="message">One line: epoch, step, and what to change.</param>
public sealed class TrainingDivergedException(string message) : ArgumentException(message);
