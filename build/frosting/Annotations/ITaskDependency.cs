namespace Cake.Frosting;

/// <summary>Names a task that has to run before the annotated one.</summary>
public interface ITaskDependency
{
    /// <summary>The type of the other task.</summary>
    Type Task { get; }
}
