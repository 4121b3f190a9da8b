package behflow.api.kernel;

/** A fact in an owner's log. Every implementation is a record with {@link StoredAs}. */
public interface DomainEvent {}
