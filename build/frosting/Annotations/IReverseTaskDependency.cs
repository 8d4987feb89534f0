namespace Cake.Frosting;

/// <summary>Names a task that the annotated one has to run before.</summary>
public interface IReverseTaskDependency
{
    /// <summary>The type of the other task.</summary>
    Type Task { get; }
}
