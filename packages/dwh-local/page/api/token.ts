const KEY = 'dwh-token';

/** Kept for this tab only. */
export function setToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function storedToken(): string | null {
  return sessionStorage.getItem(KEY);
}
