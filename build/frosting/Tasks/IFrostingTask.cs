using Cake.Core;

namespace Cake.Frosting;

/// <summary>One target of a build.</summary>
public interface IFrostingTask
{
    /// <summary>Does the task's work.</summary>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether the task is to run at all.</summary>
    bool ShouldRun(ICakeContext context);

    /// <summary>Called with what <see cref="RunAsync"/> threw.</summary>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Called at the end, failed or not.</summary>
    void Finally(ICakeContext context);
}
