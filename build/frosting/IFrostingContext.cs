using Cake.Core;

namespace Cake.Frosting;

/// <summary>The context that a build's tasks share.</summary>
public interface IFrostingContext : ICakeContext;
