using Cake.Core;

namespace Cake.Frosting;

/// <summary>A target whose work is asynchronous.</summary>
/// <typeparam name="T">The build's own context.</typeparam>
public abstract class AsyncFrostingTask<T> : IFrostingTask
    where T : ICakeContext
{
    /// <summary>Does the task's work.</summary>
    public virtual Task RunAsync(T context) => Task.CompletedTask;

    /// <summary>Whether the task is to run at all.</summary>
    public virtual bool ShouldRun(T context) => true;

    /// <summary>Called with what <see cref="RunAsync(T)"/> threw; a task that overrides it handles the error.</summary>
    public virtual void OnError(Exception exception, T context)
    {
    }

    /// <summary>Called at the end, failed or not.</summary>
    public virtual void Finally(T context)
    {
    }

    Task IFrostingTask.RunAsync(ICakeContext context) => RunAsync((T)context);

    bool IFrostingTask.ShouldRun(ICakeContext context) => ShouldRun((T)context);

    void IFrostingTask.OnError(Exception exception, ICakeContext context) => OnError(exception, (T)context);

    void IFrostingTask.Finally(ICakeContext context) => Finally((T)context);
}
